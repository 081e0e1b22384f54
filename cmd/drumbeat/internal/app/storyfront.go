package app

import (
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// calls has somebody of a front-line team report that customers call about the nth release that people asked for.
func (s *storyteller) calls(by, team string, w workflow.WindowID, n workflow.Number, customers int, harm workflow.Harm, words string) func(*storyteller) error {
	return func(*storyteller) error {
		_, err := s.town.desk.ReportCall(s.ctx, desk.CallReport{Window: w, FrontLine: team, Release: s.nthAsked(n)(), Customers: customers, Harm: harm, Words: words, By: s.ids[by], Request: s.request()})
		return err
	}
}

// wonders has somebody of a front-line team ask about a release, and who answers it.
func (s *storyteller) wonders(by, team string, w workflow.WindowID, n workflow.Number, question, answeredBy, answer string) func(*storyteller) error {
	return func(*storyteller) error {
		asked, err := s.town.desk.AskQuestion(s.ctx, desk.Asking{Window: w, FrontLine: team, Release: s.nthAsked(n)(), Text: question, By: s.ids[by], Request: s.request()})
		if err != nil || answer == "" {
			return err
		}
		_, err = s.town.desk.AnswerQuestion(s.ctx, desk.Answering{Window: w, Question: asked.Question.ID, Text: answer, By: s.ids[answeredBy], Request: s.request()})
		return err
	}
}
