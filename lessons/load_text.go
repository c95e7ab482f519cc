// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"fmt"
	"slices"
	"strings"
)

// text checks that every language says something, and nothing else does.
func (l *loader) text(field string, t Text) {
	for _, lang := range Languages {
		if strings.TrimSpace(t[lang]) == "" {
			l.failAt(field+"."+lang, "is missing; every language says everything")
		}
	}
	for lang, s := range t {
		if !slices.Contains(Languages[:], lang) {
			l.failAt(field+"."+lang, "is a language that the site does not have; there are %s", strings.Join(Languages[:], ", "))
		}
		if slip := typography(lang, s); slip != "" {
			l.failAt(field+"."+lang, "%s", slip)
		}
	}
}

// claims checks that each claim has its row, its verdict and what proves it.
func (l *loader) claims(claims []Claim, d *document) {
	proofs := []string{ProofLab, ProofSource}
	for _, t := range d.Trials {
		proofs = append(proofs, t.Name)
	}
	for _, c := range d.Code {
		for _, s := range c.Stages {
			proofs = append(proofs, codeProof+c.Name+"/"+s.Name)
		}
	}
	proofs = append(proofs, d.Lab.Sources...)
	for i, c := range claims {
		at := fmt.Sprintf("claims[%d]", i)
		l.text(at+".claim", c.Claim)
		l.text(at+".truth", c.Truth)
		if c.Verdict != Proved && c.Verdict != Corrected {
			l.failAt(at+".verdict", "is %q; there are proved and corrected", c.Verdict)
		}
		if c.Source == "" {
			l.failAt(at+".source", "a claim needs the place where the truth was read")
		}
		if !slices.Contains(proofs, c.Proof) {
			l.failAt(at+".proof", "nothing is called %q; what shows a claim is one of %s", c.Proof, strings.Join(proofs, ", "))
		}
	}
}
