package mongodb

import (
	"testing"

	"drumbeat/store/storetest"
	"drumbeat/workflow"
)

// TestConformance runs the contract of the ports against a server.
func TestConformance(t *testing.T) {
	serverURI(t)
	storetest.Run(t, func(t *testing.T) workflow.Store { return onServer(t, Options{}).Ports() })
}
