package app

import "strings"

// yearChange is one thing that people ask for, in their words; notice, say and
// call are for the front line, and empty where no customer sees a difference.
type yearChange struct{ title, what, why, notice, say, call string }

// yearChanges lists what is asked for of each system, a change a line.
func yearChanges(system string) []yearChange {
	var out []yearChange
	for line := range strings.Lines(yearWords[system]) {
		part := strings.Split(strings.TrimSpace(line), "|")
		if len(part) != 6 {
			continue
		}
		out = append(out, yearChange{part[0], part[1], part[2], part[3], part[4], part[5]})
	}
	return out
}

// yearScope is for whom a change is.
type yearScope struct{ title, only string }

// Scopes of what customers notice, of what is done in halls and offices, and of
// everything else.
var (
	yearCustomers = []yearScope{
		{"", ""}, {" for Belgium", "Belgium only."}, {" for business customers", "Business accounts only."}, {" on phones", "On phones only."},
		{" for members", "Members only."}, {" in Germany", "Germany only."}, {" for new customers", "Only for people who became customers this autumn."},
		{", second step", "The second of three steps."}, {" for everybody", "After a month with one customer in ten."},
	}
	yearPlaces = []yearScope{
		{"", ""}, {" in Utrecht", "Utrecht only."}, {" in Ghent", "Ghent only."}, {" in Duisburg", "Duisburg only."}, {", first half", "Half of them; the rest follows next week."}, {", the rest", "What the last time left out."},
	}
	yearSteps = []yearScope{
		{"", ""}, {", first step", "The first of two steps; nothing is switched over yet."}, {", second step", "The second of two steps."}, {", the rest", "What the last time left out."}, {", once more", "What was rolled back in spring, with its cause mended."},
	}
)

// yearOutages is what breaks: the title, what is done about it, what customers
// notice, and what to say.
var yearOutages = map[string]string{
	"shop": `Basket is empty after logging in|The session cache loses baskets; we switch it off.|After logging in the basket can be empty.|We are mending it. Your articles are not lost: log out and in again in half an hour.
Product pages without prices|The price feed of last night is half a file; we load the one before.|Some articles show no price and cannot be bought.|We know about it. The prices are back within the hour.`,
	"payment": `Card payments time out|The provider's second line does not answer; we send everything over the first.|Paying by card takes long and sometimes fails.|Nothing is taken twice. Please try once more, or choose another way to pay.
Refunds paid twice|The refund job ran twice; we stop it and take the second run back.|A refund can be on the account twice.|The second one is taken back on Thursday. Nothing needs to be done.`,
	"self-service": `Portal shows another customer's address|A cache mixes up two sessions; it is switched off.|The portal is away for a quarter of an hour.|We closed the portal for a moment to mend something. Please come back at the half hour.`,
	"search":       `Search finds nothing|The new index is empty; the one of yesterday is put back.|Search says that nothing was found.|We are mending it; the departments in the menu work.`,
	"app":          `App closes when it is opened|A setting from our side makes old versions stop; it is taken back.|The app on older phones closes at once.|Please wait ten minutes and open it again; the shop on the web works.`,
	"back-office":  `Return slips are not printed|The print queue refuses the new template; the old one is put back.|No return slip comes with the order.|A slip can be made on the web under My orders.`,
	"crm":          `Complaints are not saved|The disk of the journal is full; old journals are moved.|A complaint that is filed now can get lost.|We write it down on paper and file it this afternoon.`,
	"billing":      `Invoices with the wrong VAT|The rate table of Belgium was loaded for the Netherlands; it is put right and the run is done again.|Invoices of this morning show 6 % VAT.|That invoice is replaced today; nothing needs to be paid twice.`,
	"warehouse":    `Pick lists come empty|The interface to the orders stands still since 05:10; it is restarted with the version before.|Orders of this morning leave a day later.|Your order is safe; it leaves tomorrow.`,
	"network":      `Half of the shops offline|A route was announced twice; the second is taken out.|Tills in twelve shops take cash only.|The shops are open; please pay in cash or come back after eleven.`,
	"identity":     `Nobody can log in|The certificate of the log-in service has ended; a new one is put in.|Logging in fails everywhere.|We are mending it; who is logged in already can go on.`,
	"data":         `Stock shown is that of yesterday|The nightly load stopped halfway; it is run again from there.|Articles are shown as in stock that are gone.|We check each order by hand this morning and call where something is gone.`,
}

var (
	yearRejections = []string{
		"Not this quarter: the budget went to the holiday sale.", "The legal text is not agreed yet. Ask again when it is.", "Two teams ask for the same; it goes on in the other one.",
		"The supplier cannot be reached that night.", "Too much at once. Please ask for the first half only.", "No business owner wants this any more.",
	}
	yearDoubts = []string{
		"Please say how it is switched off again, and how long that takes.", "The test evidence is of another version. Please attach the right one.",
		"Who answers the phone that morning? The point of contact is on leave.", "The briefing says what we build, not what customers see.",
		"Which tariffs exactly? Operations needs the list.", "Please name the tables that change; the data platform reads them.",
	}
	yearAnswers = []string{
		"The way back is described now.", "The briefing is in customer words now.", "With the list of tariffs.", "The evidence is of this version now.", "Smaller than before.",
	}
	yearWithdrawals = []string{"Not needed any more: the supplier has mended it.", "We do it together with the next one.", "The campaign is called off.", "Asked for twice."}
	yearRollBacks   = []string{
		"One card payment in twenty failed. The old version is back.", "Pages took six seconds instead of one; switched off.", "The night run stopped at the second file; everything is as before.",
		"The help desk had fourteen calls in ten minutes. Taken back.", "Two printers in Ghent stopped. The old driver is back.",
	}
	yearReviews = []string{
		"What happened: a setting was missing on production.\nCause: it was made by hand on acceptance.\nActions: it is part of the package now, and of the check list.",
		"What happened: the load was three times that of the test.\nCause: the test had last year's figures.\nActions: load tests take the newest peak from now on.",
		"What happened: the certificate ended on a Sunday.\nCause: nobody owned it.\nActions: it has an owner, and a patch day renews it.",
		"What happened: two changes met in one table.\nCause: the second team did not know of the first.\nActions: both name the tables in the request.",
	}
	yearEvidence = []string{
		"Tested on acceptance by the team and two people of the help desk; nothing open.", "214 tests passed on acceptance; the two that failed fail on production as well.",
		"Shown to the business owner on acceptance, accepted the same day.", "Load test with twice the peak of last December; report in the ticket.",
	}
	yearWaysBack = []string{
		"Switch it off in the settings; two minutes, tried on acceptance.", "The version before is kept; ten minutes, no data is lost.", "Route back by hand; a quarter of an hour, two people.",
		"Restore from the copy of an hour before; forty minutes.",
	}
	yearPromises = []string{"", "", "", "a date for what comes next.", "that it can be switched off for one customer."}
	yearMoves    = []string{"The supplier's engineer is there that night only.", "Two big changes in one night are enough.", "Asked by the director of shops; noted here so that everybody can see it."}
)

// yearWords is what is asked for, by system:
// title|what changes|why|what customers notice|what to say|if they call.
var yearWords = map[string]string{
	"shop": `Shorter checkout|The address step goes; the saved address is shown on the last page.|12 % leave at that step.|The address step is gone; the saved address is shown at the end.|Your saved address is used. You can change it in the last step.|Wrong address? Account, then Addresses. Still wrong: the team until 20:00.
Gift cards up to 500 euro|The highest amount goes from 150 to 500 euro.|Asked for by forty customers a week before the holidays.|Gift cards can be bought for up to 500 euro.|You can choose any amount up to 500 euro.|Card not accepted at the till? Note its number and call the team.
Wish list can be shared|A wish list gets a link that can be sent.|Two of three wish lists are made for somebody else.|There is a Share button on the wish list.|You can send your list with the Share button; nobody sees your address.|Link does not open? It ends after a year; make a new one.
Delivery date on the product page|The page says when an article comes if it is ordered now.|A third of the calls asks for that.|Product pages show the day of delivery.|The day shown is for orders before 22:00.|Another day in the mail? The mail is right.
New footer with the terms|The footer gets the new terms and the two new shops.|The terms change on the first of the month.|The bottom of every page is new.|The terms are at the bottom of every page.|Terms not found? Send them the link.
Pictures in a smaller format|Pictures are served as AVIF where the browser takes it.|A page weighs half.|||
Basket keeps articles for thirty days|The basket is kept for thirty days instead of two.|People come back on Saturday for what they chose on Tuesday.|Articles stay in the basket for thirty days.|Your basket is kept for thirty days; the price is that of the day you pay.|Price gone up? That is right: the basket keeps the article, not the price.
Session store on the new cluster|Sessions move to the cluster in Duisburg.|The old machines are out of support.|||`,
	"payment": `New interface of the payment provider|The payment service speaks the provider's new interface.|The old one is switched off in January.|The payment page looks a little different.|You are on the right page; the bank's page has a new look.|Payment failed? Let them try once more, then the team until 18:00.
Pay later in three parts|A third way to pay: in three parts, without interest.|Asked for by one in ten in the survey.|There is a way to pay in three parts.|You pay a third now, and a third in each of the next two months.|Refused? The provider decides, not we; the reason is in their mail.
Refunds within a day|Refunds are sent to the bank every hour instead of once a week.|Most complaints about money are about waiting.|Refunds arrive within two working days.|Your money is on its way today; banks need up to two days.|Not there after three days? Note the order number.
Fraud rules of November|Six new rules and two that go.|Stolen cards from one country.|||
Direct debit with the new mandate form|The mandate is signed on the page instead of on paper.|Paper takes nine days.|A direct debit can be agreed on the page.|You can sign on the page; no letter is needed any more.|Page does not open? They need the code from the letter of their bank.
Keys of the card terminals|New keys for all terminals.|The certificate body asks for it every two years.|||
Payment pages in French|The three pages of payment in French.|Half of Belgium reads them in Dutch now.|The payment pages are in French.|The language follows that of the shop.|Still Dutch? They chose Dutch before: the flag at the top.`,
	"self-service": `Address change without a call|Customers change their address themselves, with a code by mail.|9,000 calls a year.|The address can be changed in the portal.|You can change it yourself under My details; a code comes by mail.|No code? Look in the spam folder; after ten minutes send a new one.
Usage page by the hour|The page shows use by the hour instead of by the day.|Asked for by energy customers.|The usage page shows hours.|The newest hour is two hours old; that is how the meters send it.|Page stays empty? The meter has not sent since noon.
Contract page in plain words|The nine paragraphs become four that people understand.|The authority asked for it.|The contract page has a new text.|The contract has not changed, only the words.|They want the old text? It is under Documents.
Appointments can be moved|An appointment with the engineer can be moved until the evening before.|One in six is not at home.|Appointments can be moved in the portal.|You can choose another day until eight in the evening.|No days shown? That region is full this week.
Accessible forms|All forms work with a screen reader and a keyboard.|The law from June on.|||
Chat opens from every page|The chat button is on every page.|The phone is the dearest way to help.|There is a chat button at the bottom right.|Somebody answers between eight and eight.|Nobody answers? Outside these hours they get an answer by mail.
Portal on the new framework|The start page runs on the new framework.|The old one gets no security updates after March.|||`,
	"search": `Synonyms for the winter|Four hundred words that people use and we do not.|Snow boots find nothing.|Search finds more winter articles.|Try the word you would use yourself.|Strange results? Note the word.
Suggestions while typing|Six suggestions after three letters.|Half of the searches have a typing mistake.|Search suggests words while typing.|You can choose one of the words or go on typing.|Suggestions in another language? The flag at the top.
Filters that can be combined|Size and colour together.|Asked for in every survey.|Several filters can be chosen at once.|Choose as many as you like; the cross takes one away.|Nothing found? Take one filter away.
Index on six machines|The index is split over six machines.|The peak of December.|||
Sold out articles at the end|What is gone comes last.|People look at what they cannot buy.|Sold out articles come at the end.|They are still there, at the end of the list.|Article missing? Search for its number.
Search by picture|A picture of a thing finds the thing.|A trial with the furniture department.|There is a camera in the search field.|Take a picture of one thing in good light.|Found something else? It knows furniture only.
Logs of searches kept for less long|Searches are kept for thirty days instead of a year.|Privacy officer.|||`,
	"app": `Push message when the parcel is near|A message half an hour before the driver comes.|People wait at the window.|The app sends a message half an hour before delivery.|You can switch it off under Messages.|No message? It needs the newest version.
New start screen|Orders first, offers below.|Seven of ten open the app for their order.|The first page of the app shows the orders.|Your offers are one swipe down.|Wants the old page back? It does not come back.
Log in with a fingerprint|Fingerprint or face instead of the password.|The most asked for wish in the store.|The app can be opened with a fingerprint.|It is under Settings; your fingerprint stays on the phone.|Phone too old? Then the password works as before.
Invoices in the app|Invoices of two years can be read and sent on.|4,000 calls a month ask for a copy.|Invoices are in the app.|They are under Orders, the newest first.|Invoice missing? Older ones are on the web.
Dark colours|The app follows the colours of the phone.|Asked for by many.|The app can be dark.|It follows the setting of your phone.|Cannot read something? A picture of the screen helps us.
Smaller app|The app weighs 40 instead of 90 MB.|Old phones are full.|||
Error reports without personal data|Reports leave out names and addresses.|Privacy officer.|||`,
	"back-office": `Invoices in the new layout|Invoices are printed in the new house style.|One layout for all shops.|Invoices look different.|Your invoice number is at the top right now.|They want the old layout? We can mail a copy until New Year.
Return slips with a code|A square code instead of a form.|The form is filled in wrongly one time in four.|The return slip has a square code.|Show it at the counter; nothing has to be filled in.|No printer? The code can be shown on the phone.
Report of open orders every hour|The report is made every hour.|Planning works with figures of yesterday.|||
Roles of the finance department|Three roles instead of eleven.|The auditor's finding of spring.|||
Letters in the language of the customer|Letters follow the language in the record.|Complaints from Liège.|Letters come in the customer's own language.|The language is the one you chose in your account.|Wrong language? It can be changed under My details.
Archive of seven years|Documents older than seven years are removed.|The law.|||
Four eyes on credit notes|Above 250 euro a second person agrees.|The auditor's finding of spring.|||`,
	"crm": `Contact history on one page|Calls, mails and chats in one list.|Agents open four screens.|||
Complaints with a category|Nine categories instead of free text.|Nobody can count them.|||
Duplicates merged by night|Records that are surely the same are merged.|30,000 people get two letters.|Some customers see one account instead of two.|Your orders are all in one account now.|Orders missing? Both customer numbers, and the team merges by hand.
Campaign of the winter coat|The mailing list and the landing page.|Marketing, first week of December.|A mail with an offer for winter coats.|The offer is valid until the 14th, also in the shops.|Did not get it? It goes to members who bought a coat before.
Greeting with the right name|The name as customers write it.|Complaints by people with two family names.|Mails greet with the full name.|You can change how we greet you under My details.|Still wrong? The team until 17:00.
Survey after each call|One question by text message.|We do not know whether it helped.|Customers get one question after a call.|It is one question, and the answer helps us.|Do not want it? We note that at once.
Notes kept for two years|Older notes are removed.|Privacy officer.|||`,
	"billing": `Tariffs of January|Eleven tariffs change, two go.|Agreed with the authority.|New prices from the first of January.|Your new price is in the letter of November.|They did not get a letter? We send it again.
Reminder after fourteen days|The first reminder comes after 14 days, not 30.|Money that comes late.|A reminder comes after two weeks.|It is a reminder without costs; the second one has costs.|Paid already? Then it crossed; nothing to do.
Invoice run in two parts|Half of the invoices on the first, half on the second.|The run does not end before the morning.|||
VAT of Belgium|The rate of two groups of articles.|The law from the first.|||
Discounts shown on their own line|Each discount has a line.|A quarter of the calls about invoices.|Invoices show each discount.|The amount is the same; you can see now how it is made.|Does not add up? The invoice number to the team.
Interface to the bank|The new format of the bank.|The old one ends in spring.|||
Dunning letters with a way to pay|The letter has a code to pay with.|Half of those who pay late mistype the number.|The letter has a square code to pay.|Scan it with the app of your bank.|Code does not work? The number is below it.`,
	"warehouse": `Pick lists by aisle|The list follows the way through the hall.|Pickers walk 14 km a day.|||
Stock count with hand scanners|Counting is done with the scanner.|Two nights instead of five.|||
Labels of the new carrier|The labels that the carrier asks for.|The contract starts on Monday.|Parcels have another label.|The track number begins with BX now.|Cannot track? It takes an hour after the mail.
Returns sorted by a machine|The second sorter is taken into use.|Returns after the holidays.|Returns are handled within two days.|Your money follows when the parcel is checked.|Longer than a week? The track number to the team.
Night shift hands over in the system|The paper list goes.|Things get lost between shifts.|||
Docks are planned by the hour|Carriers book an hour.|Lorries wait at the gate.|||
Weights of articles measured anew|6,000 weights are corrected.|Carriers bill the difference.|||`,
	"network": `Firewall rules of the quarter|Forty rules go, nine come.|The review of the quarter.|||
Routers with the new software|Version 22.4 on the routers.|Two known holes.|||
Second line to the shops|Forty shops get a second line.|A shop without a line sells nothing.|||
DNS on the new machines|Names are answered by the new machines.|Out of support.|||
Voice mail moves|Voice mail runs at the new supplier.|The contract ends.|Voice mail has another voice.|Old messages are kept; the code is the same.|Messages gone? They come by mail within a day.
Wireless in the halls|Ninety access points.|Scanners lose the line.|||
Switches in the third rack|Six switches are replaced.|They are nine years old.|||`,
	"identity": `Certificates of the quarter|Fourteen certificates are renewed.|They end within forty days.|||
Single sign-on for the suppliers|Suppliers log in with their own accounts.|220 passwords that nobody takes back.|||
Password rules|Longer, and no end date.|The advice has changed.|Passwords need twelve characters.|A sentence is easiest to remember.|Forgotten? The link under the field, as before.
Directory on the new version|Version 9 of the directory.|Support ends.|||
Second factor for everybody|A code from the phone.|The insurer asks for it.|Logging in asks for a code.|The code comes from the app, or by text message.|New phone? The team gives a code for one day, after the usual questions.
Accounts of who has left|Accounts end on the last day, by rule.|The auditor found nineteen.|||
Log-in page in the new style|The page in the house style.|People took the old one for a fake.|The log-in page looks new.|The address begins with login.basket as before.|Not sure? They can read you the address.`,
	"data": `Nightly load in half the time|The load runs in eight parts.|Reports come at ten.|||
Dashboard of the shops|Turnover by hour and shop.|Regional managers ask every day.|||
Retention of two years|Raw data is removed after two years.|Privacy officer.|||
Export for the auditor|A file per quarter, signed.|Asked for by the auditor.|||
Stock figures every quarter of an hour|Stock is read four times an hour.|Articles are sold that are gone.|The stock shown is fresher.|It is at most a quarter of an hour old.|Sold out after all? We call within a day.
Names of columns|Sixty columns get a name that says what is in them.|Nobody dares to use them.|||
Copy of production without names|Test gets data without names.|Privacy officer.|||`,
}
