// Package app wires Drumbeat: it builds every part, starts them, and stops them
// in reverse.
//
// The one real clock of the program is read here; every other package is handed
// its now. The end-to-end stories live here too, because only here all the
// parts meet.
package app
