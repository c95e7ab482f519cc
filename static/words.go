// SPDX-License-Identifier: Apache-2.0

package static

import (
	"encoding/json"
	"fmt"
)

// Words returns what the page's elements say in a language, "en" or "zh", by
// key. The scripts read the same files, so both halves say the same.
func Words(lang string) (map[string]string, error) {
	text, err := words.ReadFile("js/i18n/" + lang + ".json")
	if err != nil {
		return nil, fmt.Errorf("static: no words for language %q: %w", lang, err)
	}
	var m map[string]string
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("static: js/i18n/%s.json: %w", lang, err)
	}
	return m, nil
}
