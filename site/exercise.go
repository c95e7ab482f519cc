// SPDX-License-Identifier: Apache-2.0

package site

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/a-h/templ"

	"netlinklab/lessons"
)

// hintTitle numbers a hint.
func hintTitle(p Page, i, n int) string {
	return p.T("exercise.hint", "i", strconv.Itoa(i+1), "n", strconv.Itoa(n))
}

// spaced writes bytes in hex with a space between them.
func spaced(b []byte) string { return fmt.Sprintf("% x", b) }

// exerciseData is what the scripts judge a run by: the rules, and what to say
// for each of them that a run does not keep.
func exerciseData(p Page, e lessons.Exercise) templ.Component {
	data := struct {
		Rules []string `json:"rules"`
		Else  []string `json:"else"`
	}{}
	for _, r := range e.Rules {
		data.Rules = append(data.Rules, r.Line)
		data.Else = append(data.Else, r.Else[p.Lang])
	}
	b, err := json.Marshal(data) // it escapes <, so that the block cannot end early
	return dataBlock(`class="exercise-data"`, string(b), err)
}
