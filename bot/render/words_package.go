package render

// windowWords: windows and packages, where they are managed.
type windowWords struct {
	ridesMaintenance string
}

var enWindows = windowWords{
	ridesMaintenance: "Small standard changes to this system ride with its regular maintenance.",
}
