// Package chamber shows what the people in the meeting room look at: the members' tablets, the
// operator's console, the chair's page and the hall screen. Page structs hold display-ready values,
// made in package server; it imports web/ui, and no rules.
package chamber
