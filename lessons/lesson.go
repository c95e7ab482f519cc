// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"netlinklab/wasm/check"
	"netlinklab/wasm/labproto"
)

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
	Body     Text
	Lab      Lab
	Trials   []Trial
	Code     []Code
	Claims   []Claim
	Exercise Exercise
	// Words counts the words of the prose, by language; in Chinese each
	// character is one.
	Words map[string]int
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

// With gives the lab's program with other bytes in the step that is edited.
func (l *Lab) With(message []byte) labproto.Program {
	p := l.Program
	p.Steps = append([]labproto.Step(nil), p.Steps...)
	p.Steps[l.Edit].Data = message
	return p
}

// Trial is something that the prose asks the reader to try in the lab, or a run
// that proves a claim. What is said of it are rules, which the recorded
// transcript keeps and a test asks the kernel for again.
type Trial struct {
	Name string
	// Message is what the reader puts into the lab, nil for a trial that has a
	// program of its own.
	Message  []byte
	Program  labproto.Program
	Rules    []Rule
	Recorded labproto.Transcript
}

// Source is a file that a lab shows.
type Source struct {
	Name string
	Text string
}

// Claim is something that the old document says, and what is true.
type Claim struct {
	// Fact is the claim's row in the list of checked facts, 0 for a slip of the
	// old listings that has none.
	Fact    int     `json:"fact"`
	Claim   Text    `json:"claim"`
	Truth   Text    `json:"truth"`
	Verdict Verdict `json:"verdict"`
	// Proof is what shows it: ProofLab, a trial's name, a stage of code as
	// "code:NAME/STAGE", a file of the lab's sources, or ProofSource where it can
	// only be read.
	Proof string `json:"proof"`
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

// Proofs of a claim that are no trial's name.
const (
	ProofLab    = "lab"
	ProofSource = "source"
	codeProof   = "code:"
)

// Exercise asks the reader to change the lab's message until a run keeps every
// rule. The lab's own bytes do not, and the solution's do; both are recorded.
type Exercise struct {
	Prompt Text
	// Hints go from a nudge to nearly the answer.
	Hints []Text
	Rules []Rule
	// Solution is a message that solves it.
	Solution []byte
	// Recorded is a transcript of the lab's program with that message.
	Recorded labproto.Transcript
}

// Rule is one thing that the exercise looks for in a run.
type Rule struct {
	Line  string
	Check check.Rule
	// Else says to the reader what is missing while the rule does not hold;
	// only an exercise's rules have it.
	Else Text
}

// Failed gives the rules that a run does not keep.
func (e *Exercise) Failed(events []labproto.Event) []Rule { return failed(e.Rules, events) }

func failed(rules []Rule, events []labproto.Event) []Rule {
	var out []Rule
	for _, r := range rules {
		if !r.Check.Holds(events) {
			out = append(out, r)
		}
	}
	return out
}
