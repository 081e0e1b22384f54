package deployments_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// workload is what of a Kubernetes Deployment matters here.
type workload struct {
	Kind string
	Spec struct {
		Replicas int
		Template struct {
			Spec struct {
				AutomountServiceAccountToken  *bool
				TerminationGracePeriodSeconds int
				SecurityContext               struct {
					RunAsNonRoot   bool
					RunAsUser      int
					SeccompProfile struct{ Type string }
				}
				Containers []struct {
					Args []string
					Env  []struct {
						Name, Value string
						ValueFrom   struct{ SecretKeyRef struct{ Name, Key string } }
					}
					SecurityContext struct {
						AllowPrivilegeEscalation *bool
						ReadOnlyRootFilesystem   bool
						Capabilities             struct{ Drop []string }
					}
					LivenessProbe, ReadinessProbe struct{ HTTPGet struct{ Path string } }
					Resources                     struct{ Limits map[string]string }
				}
			}
		}
	}
}

// TestKubernetes: the manifest gives the bot nothing that it does not need, and
// names settings that there are.
func TestKubernetes(t *testing.T) {
	raw, err := os.ReadFile("kubernetes.json")
	if err != nil {
		t.Fatal(err)
	}
	var list struct{ Items []workload }
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list.Items, func(w workload) bool { return w.Kind == "Deployment" })
	if i < 0 {
		t.Fatal("there is no Deployment in it")
	}
	pod := list.Items[i].Spec.Template.Spec
	if s := pod.SecurityContext; !s.RunAsNonRoot || s.RunAsUser == 0 || s.SeccompProfile.Type != "RuntimeDefault" {
		t.Errorf("the pod's security context: %+v", s)
	}
	if pod.AutomountServiceAccountToken == nil || *pod.AutomountServiceAccountToken {
		t.Error("the bot gets a token of the cluster, which it needs for nothing")
	}
	if pod.TerminationGracePeriodSeconds < 10 {
		t.Error("the bot is killed before it has finished what it acknowledged")
	}
	config, err := os.ReadFile(filepath.Join("..", "cmd", "drumbeat", "internal", "app", "config.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range pod.Containers {
		s := c.SecurityContext
		if s.AllowPrivilegeEscalation == nil || *s.AllowPrivilegeEscalation || !s.ReadOnlyRootFilesystem || !slices.Equal(s.Capabilities.Drop, []string{"ALL"}) {
			t.Errorf("the container's security context: %+v", s)
		}
		if c.LivenessProbe.HTTPGet.Path != "/healthz" || c.ReadinessProbe.HTTPGet.Path != "/readyz" {
			t.Error("the probes ask elsewhere")
		}
		if c.Resources.Limits["memory"] == "" {
			t.Error("its memory has no limit")
		}
		for _, e := range c.Env {
			setting, ours := strings.CutPrefix(e.Name, "DRUMBEAT_")
			if !ours || !strings.Contains(string(config), `envconfig:"`+setting+`"`) {
				t.Errorf("there is no setting %s", e.Name)
			}
			if e.Value != "" || e.ValueFrom.SecretKeyRef.Key == "" {
				t.Errorf("%s stands in the manifest: it is a secret", e.Name)
			}
		}
	}
}

// TestImageHasNothingInIt: the image is the binary and the certificates, run by
// nobody in particular, and compose keeps its file system as it is.
func TestImageHasNothingInIt(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	_, image, found := strings.Cut(string(raw), "\nFROM scratch\n")
	if !found || strings.Contains(image, "\nRUN ") || strings.Contains(image, "\nFROM ") {
		t.Error("the image is not made from scratch")
	}
	if !regexp.MustCompile(`(?m)^USER [1-9]\d+:[1-9]\d+$`).MatchString(image) {
		t.Error("it runs as root")
	}
	for _, line := range regexp.MustCompile(`(?m)^COPY .*$`).FindAllString(image, -1) {
		if !regexp.MustCompile(` (/etc/ssl/certs/|/drumbeat|/data)$`).MatchString(line) {
			t.Errorf("more than the binary, certificates and the data's folder: %s", line)
		}
	}
	compose, err := os.ReadFile("compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"} {
		if !strings.Contains(string(compose), want) {
			t.Errorf("compose does not say %s", want)
		}
	}
}
