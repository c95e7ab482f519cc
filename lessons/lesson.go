// SPDX-License-Identifier: Apache-2.0

package lessons

import "netlinklab/wasm/labproto"

// Languages are the languages that every lesson is written in.
var Languages = [...]string{"en", "zh"}

// Text is something said in every language, by its code.
type Text map[string]string

// Lesson is one lesson, checked and ready to show.
type Lesson struct {
	Number  int
	Slug    string
	Title   Text
	Summary Text
	// Minutes is how long a reader needs, about.
	Minutes int
	// Body is the prose as HTML, by language.
	Body   Text
	Lab    Lab
	Claims []Claim
}

// Lab is a program that runs on a real kernel, with one message that the
// reader edits.
type Lab struct {
	// Protocol is the netlink protocol that the message is for.
	Protocol int32
	Program  labproto.Program
	// Edit is the step whose bytes the reader edits.
	Edit int
	// Recorded is a transcript of the program, from a real kernel.
	Recorded labproto.Transcript
	Sources  []Source
}

// Source is a file that a lab shows.
type Source struct {
	Name string
	Text string
}

// Claim is something that the old document says, and what is true.
type Claim struct {
	// Fact is the claim's row in the list of checked facts.
	Fact    int     `json:"fact"`
	Claim   Text    `json:"claim"`
	Truth   Text    `json:"truth"`
	Verdict Verdict `json:"verdict"`
	// Source is where the truth was read: a kernel file, a man page, an RFC.
	Source string `json:"source"`
}

// Verdict is "proved" or "corrected".
type Verdict string

// Verdicts of claims.
const (
	Proved    Verdict = "proved"
	Corrected Verdict = "corrected"
)
