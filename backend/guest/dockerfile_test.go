// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"os"
	"strings"
	"testing"
)

// The Dockerfile makes the SDK of the same packages, by apt: mmdebstrap needs
// more than a step of docker build may do.
func TestDockerfileHasTheSDKsPackages(t *testing.T) {
	b, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Join(sdkPackages, " "); !strings.Contains(string(b), want) {
		t.Errorf("Dockerfile does not install %q", want)
	}
	if want := "DEBIAN=debian:" + suite; !strings.Contains(string(b), want) {
		t.Errorf("Dockerfile does not have %q", want)
	}
}
