package app

import (
	"fmt"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"drumbeat/workflow/planner"
)

// Figures of the parts that do not count for themselves:
//
//   - drumbeat_store_commands_total{command,outcome}: commands sent to MongoDB,
//     outcome ok, refused or no_answer;
//   - drumbeat_store_command_seconds{command}: how long they took;
//   - drumbeat_planner_rounds_total{outcome}, drumbeat_planner_round_seconds;
//   - drumbeat_open_releases: releases that are not over, at the last round.

func observeStore(set *metrics.Set) func(command, outcome string, took time.Duration) {
	return func(command, outcome string, took time.Duration) {
		set.GetOrCreateCounter(fmt.Sprintf(`drumbeat_store_commands_total{command=%q,outcome=%q}`, command, outcome)).Inc()
		set.GetOrCreateHistogram(fmt.Sprintf(`drumbeat_store_command_seconds{command=%q}`, command)).Update(took.Seconds())
	}
}

func observePlanner(set *metrics.Set) func(planner.Result, time.Duration, error) {
	open := set.GetOrCreateGauge("drumbeat_open_releases", nil)
	return func(r planner.Result, took time.Duration, err error) {
		outcome := "ok"
		if err != nil {
			outcome = "failed"
		} else {
			open.Set(float64(r.Open))
		}
		set.GetOrCreateCounter(fmt.Sprintf(`drumbeat_planner_rounds_total{outcome=%q}`, outcome)).Inc()
		set.GetOrCreateHistogram("drumbeat_planner_round_seconds").Update(took.Seconds())
	}
}
