// SPDX-License-Identifier: Apache-2.0

package lessons

import "encoding/json"

// codeDocument is an element of "code".
type codeDocument struct {
	// Name is letters, digits and dashes.
	Name     string                `json:"name"`
	Title    Text                  `json:"title"`
	Stages   []stageDocument       `json:"stages"`
	Exercise *codeExerciseDocument `json:"exercise"`
}

type stageDocument struct {
	Name  string `json:"name"`
	Title Text   `json:"title"`
	Note  Text   `json:"note"`
	// Files are paths in the lesson's folder; a tab is called by the base name.
	Files  []string `json:"files"`
	Builds []Build  `json:"builds"`
	// Program is a step file whose files are named by the builds and have no id.
	Program json.RawMessage `json:"program"`
	Check   []string        `json:"check"`
	// Recorded is the file of the run's transcript, Verdict that of what the
	// compiler says to a stage that does not compile: one of the two.
	Recorded string `json:"recorded"`
	Verdict  string `json:"verdict"`
}

type codeExerciseDocument struct {
	Prompt Text   `json:"prompt"`
	Hints  []Text `json:"hints"`
	// Stage is where the reader starts, or Files and Builds are of their own.
	Stage      string              `json:"stage"`
	Files      []string            `json:"files"`
	Builds     []Build             `json:"builds"`
	Variations []variationDocument `json:"variations"`
	// Solution are files that replace those of the same base name; Hardcoded are
	// those of an answer that knows the first variation only.
	Solution  []string `json:"solution"`
	Hardcoded []string `json:"hardcoded"`
}

type variationDocument struct {
	Name    string          `json:"name"`
	Program json.RawMessage `json:"program"`
	Check   []ruleDocument  `json:"check"`
}
