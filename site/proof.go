// SPDX-License-Identifier: Apache-2.0

package site

import (
	"encoding/hex"
	"strings"

	"netlinklab/lessons"
)

// ProofView is what shows a claim's truth, as the page offers it. One of Href,
// Events and File is set, or none where the truth can only be read.
type ProofView struct {
	// Href leads to the lab or to a code lab, and Key is the key of what the link
	// says.
	Href, Key string
	// Message, in hex, goes into the lab by the link.
	Message string
	// Events is the recorded run of a program of its own, in words, and Program
	// that program as JSON, for the lab to run.
	Events  []string
	Program string
	// File is a file among the lab's sources.
	File string
}

// NewProof finds what shows a claim.
func NewProof(p Page, l *lessons.Lesson, c lessons.Claim) ProofView {
	lab := "#lab-" + l.Slug
	switch anchor, isCode := c.CodeAnchor(); {
	case isCode:
		return ProofView{Href: "#" + anchor, Key: "proof.code"}
	case c.Proof == lessons.ProofLab:
		return ProofView{Href: lab, Key: "proof.lab"}
	case c.Proof == lessons.ProofSource:
		return ProofView{}
	}
	for _, t := range l.Trials {
		switch {
		case t.Name != c.Proof:
		case t.Message != nil:
			return ProofView{Href: lab, Key: "proof.try", Message: hex.EncodeToString(t.Message)}
		default:
			return ProofView{Href: lab, Key: "proof.run", Program: string(t.Program.AppendJSON(nil)), Events: tellAll(p, t.Recorded.Events)}
		}
	}
	return ProofView{File: strings.TrimPrefix(c.Proof, "files/")}
}
