// SPDX-License-Identifier: Apache-2.0

package lessons

import "encoding/json"

// documentFile is the one file that every lesson is described by.
const documentFile = "lesson.json"

// document is lesson.json. There are no other fields than these.
type document struct {
	Title   Text `json:"title"`
	Summary Text `json:"summary"`
	// Minutes is how long a reader needs.
	Minutes int             `json:"minutes"`
	Lab     labDocument     `json:"lab"`
	Trials  []trialDocument `json:"trials"`
	// Code are programs that the reader changes; most lessons have none.
	Code     []codeDocument   `json:"code"`
	Claims   []Claim          `json:"claims"`
	Exercise exerciseDocument `json:"exercise"`
}

type labDocument struct {
	Protocol int32 `json:"protocol"`
	// Program is a step file, as netlinklab run takes it.
	Program json.RawMessage `json:"program"`
	// Edit is the position of the send step whose bytes the reader edits.
	Edit int `json:"edit"`
	// Recorded is the file of the lab's transcript.
	Recorded string `json:"recorded"`
	// Sources are files to show; "module:NAME" is one of the kernel module.
	Sources []string `json:"sources"`
	// Check are rules, as package check reads them, that the lab's run keeps:
	// what the prose says of it.
	Check []string `json:"check"`
}

// trialDocument has either a message or a program of its own. Its transcript is
// recorded/try-NAME.json.
type trialDocument struct {
	Name string `json:"name"`
	// Message is the bytes for the lab's edit step, in hex; spaces are free.
	Message string          `json:"message"`
	Program json.RawMessage `json:"program"`
	Check   []string        `json:"check"`
}

type exerciseDocument struct {
	Prompt Text           `json:"prompt"`
	Hints  []Text         `json:"hints"`
	Check  []ruleDocument `json:"check"`
	// Solution is the bytes for the lab's edit step, in hex; spaces are free.
	Solution string `json:"solution"`
	// Recorded is the file of the solution's transcript.
	Recorded string `json:"recorded"`
}

type ruleDocument struct {
	// Rule is a line as package check reads it.
	Rule string `json:"rule"`
	Else Text   `json:"else"`
}
