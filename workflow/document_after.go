package workflow

import "time"

// What of the policy is about the time after go-live, as the document has it.

type checklistDoc struct {
	Key   string             `json:"key"`
	Name  string             `json:"name"`
	Items []checklistItemDoc `json:"items"`
}

type checklistItemDoc struct {
	Key      string `json:"key"`
	Text     string `json:"text"`
	Optional bool   `json:"optional,omitempty"`
	Owner    string `json:"owner"`
	Within   span   `json:"within,omitempty"`
}

type surveyDoc struct {
	AtClosing bool `json:"at_closing,omitempty"`
}

func documentChecklist(c Checklist) checklistDoc {
	return checklistDoc{c.Key, c.Name, mapped(c.Items, func(i ChecklistItem) checklistItemDoc {
		return checklistItemDoc{i.Key, i.Text, i.Optional, i.Owner, span(i.Within)}
	})}
}

func (d checklistDoc) checklist() Checklist {
	return Checklist{d.Key, d.Name, mapped(d.Items, func(i checklistItemDoc) ChecklistItem {
		return ChecklistItem{i.Key, i.Text, i.Optional, i.Owner, time.Duration(i.Within)}
	})}
}

func documentSystem(s Platform) systemDoc {
	return systemDoc{s.Key, s.Name, s.Heartbeat, s.Maintenance, mapped(s.Environments, func(e Environment) environmentDoc { return environmentDoc(e) }),
		s.Always, span(s.TriageWithin), span(s.DecideWithin), s.Checklist, s.Service, s.Runner, s.Watch}
}

func (d systemDoc) system() Platform {
	return Platform{d.Key, d.Name, d.Heartbeat, d.Maintenance, mapped(d.Environments, func(e environmentDoc) Environment { return Environment(e) }),
		d.Always, time.Duration(d.TriageWithin), time.Duration(d.DecideWithin), d.Checklist, d.Service, d.Runner, d.Watch}
}
