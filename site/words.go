// SPDX-License-Identifier: Apache-2.0

package site

import (
	"context"
	"encoding/json"
	"io"

	"github.com/a-h/templ"
)

// words writes the page's texts for its scripts.
func words(p Page) templ.Component {
	b, err := json.Marshal(p.Words)
	return dataBlock(`id="words"`, string(b), err)
}

// dataBlock writes a script element that holds JSON, which no browser executes.
// The JSON must escape <, > and &, as json.Marshal and labproto do, so that it
// cannot end the element.
func dataBlock(attribute, text string, err error) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if err != nil {
			return err
		}
		_, err := io.WriteString(w, `<script type="application/json" `+attribute+`>`+text+`</script>`)
		return err
	})
}
