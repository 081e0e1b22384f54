package render

// windowWords: windows and packages, where they are managed.
type windowWords struct {
	ridesMaintenance string
	nextPage         string
}

var enWindows = windowWords{
	ridesMaintenance: "Small standard changes to this system ride with its regular maintenance.",
	nextPage:         "Page {1} of {2}",
}
