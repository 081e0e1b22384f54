package app

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"reflect"
	"strings"
	"text/tabwriter"

	"github.com/kelseyhightower/envconfig"

	"drumbeat/bot"
)

// Prefix is what the names of all environment variables begin with.
const Prefix = "DRUMBEAT"

// Config is the environment of the process. Who, when and by which rules is no
// environment: it is the policy, and the store has it.
//
// Each variable has a twin that ends in _FILE and names a file to read the
// value from, for mounted secrets.
type Config struct {
	SlackBotToken      Secret   `envconfig:"SLACK_BOT_TOKEN" desc:"bot token, xoxb-…; required"`
	SlackAppToken      Secret   `envconfig:"SLACK_APP_TOKEN" desc:"app-level token, xapp-…; set it for Socket Mode (no public URL needed)"`
	SlackSigningSecret Secret   `envconfig:"SLACK_SIGNING_SECRET" desc:"signing secret; set it for signed HTTP on LISTEN"`
	SlackAPIURL        string   `envconfig:"SLACK_API_URL" default:"https://slack.com/api/" desc:"Slack's Web API; must end in /"`
	MongoDBURI         Secret   `envconfig:"MONGODB_URI" desc:"mongodb://… or mongodb+srv://…; unset: one file in DATA_DIR"`
	DataDir            string   `envconfig:"DATA_DIR" default:"data" desc:"folder of the embedded store"`
	Listen             string   `envconfig:"LISTEN" default:":8080" desc:"address for health, metrics and signed HTTP"`
	BaseURL            string   `envconfig:"BASE_URL" desc:"where people's browsers reach LISTEN; for links"`
	LogLevel           LogLevel `envconfig:"LOG_LEVEL" default:"info" desc:"debug, info, warn or error"`
}

// Secret is a value that never shows itself in a log, an error or a panic.
type Secret = bot.Secret

// LogLevel is a slog level by name.
type LogLevel struct{ slog.Level }

// Decode reads a level for envconfig.
func (l *LogLevel) Decode(v string) error {
	if err := l.UnmarshalText([]byte(v)); err != nil {
		return errors.New("use debug, info, warn or error")
	}
	return nil
}

// ReadConfig reads the environment. Its error names every variable that is
// wrong and how to mend it.
func ReadConfig() (Config, error) {
	if err := readFiles(); err != nil {
		return Config{}, err
	}
	var c Config
	if err := envconfig.Process(Prefix, &c); err != nil {
		var parse *envconfig.ParseError
		if errors.As(err, &parse) {
			return Config{}, fmt.Errorf("%s: %w", parse.KeyName, parse.Err)
		}
		return Config{}, err
	}
	return c, c.validate()
}

// readFiles sets each variable whose _FILE twin names a file.
func readFiles() error {
	var errs []error
	for _, name := range variables() {
		path, ok := os.LookupEnv(name + "_FILE")
		if !ok || path == "" {
			continue
		}
		if _, both := os.LookupEnv(name); both {
			errs = append(errs, fmt.Errorf("%s and %s_FILE are both set: keep one", name, name))
			continue
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s_FILE: %w", name, err))
			continue
		}
		errs = append(errs, os.Setenv(name, strings.TrimSpace(string(raw))))
	}
	return errors.Join(errs...)
}

// validate checks what a value can be checked for without asking anybody.
func (c Config) validate() error {
	var errs []error
	bad := func(name, mend string) { errs = append(errs, fmt.Errorf("%s_%s %s", Prefix, name, mend)) }
	if c.SlackBotToken == "" {
		bad("SLACK_BOT_TOKEN", "is not set: copy the Bot User OAuth Token (xoxb-…) from your app's page “OAuth & Permissions”. To try Drumbeat without Slack, run: drumbeat demo")
	} else if !strings.HasPrefix(string(c.SlackBotToken), "xoxb-") {
		bad("SLACK_BOT_TOKEN", "must begin with xoxb-; a user or app-level token does not work here")
	}
	switch {
	case c.SlackAppToken == "" && c.SlackSigningSecret == "":
		bad("SLACK_APP_TOKEN", "is not set, and neither is "+Prefix+"_SLACK_SIGNING_SECRET: set the first for Socket Mode or the second for signed HTTP")
	case c.SlackAppToken != "" && c.SlackSigningSecret != "":
		bad("SLACK_APP_TOKEN", "and "+Prefix+"_SLACK_SIGNING_SECRET are both set: an app uses Socket Mode or HTTP; keep one")
	case c.SlackAppToken != "" && !strings.HasPrefix(string(c.SlackAppToken), "xapp-"):
		bad("SLACK_APP_TOKEN", "must begin with xapp-: create an app-level token with the scope connections:write")
	}
	if u, err := url.Parse(c.SlackAPIURL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || !strings.HasSuffix(c.SlackAPIURL, "/") {
		bad("SLACK_API_URL", "must be an http(s) address that ends in /, without a name or a password in it")
	}
	if u := string(c.MongoDBURI); u != "" && !strings.HasPrefix(u, "mongodb://") && !strings.HasPrefix(u, "mongodb+srv://") {
		bad("MONGODB_URI", "must begin with mongodb:// or mongodb+srv://")
	}
	if c.MongoDBURI == "" && c.DataDir == "" {
		bad("DATA_DIR", "is empty: name a folder that Drumbeat may write to, or set "+Prefix+"_MONGODB_URI")
	}
	if c.BaseURL != "" && !strings.HasPrefix(c.BaseURL, "http://") && !strings.HasPrefix(c.BaseURL, "https://") {
		bad("BASE_URL", "must begin with http:// or https://")
	}
	return errors.Join(errs...)
}

// variables lists the full names of all variables.
func variables() []string {
	var out []string
	t := reflect.TypeFor[Config]()
	for i := range t.NumField() {
		out = append(out, Prefix+"_"+t.Field(i).Tag.Get("envconfig"))
	}
	return out
}

// ConfigHelp is the table of all variables.
func ConfigHelp() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	t := reflect.TypeFor[Config]()
	for i := range t.NumField() {
		f := t.Field(i)
		line := f.Tag.Get("desc")
		if d := f.Tag.Get("default"); d != "" {
			line += " (default " + d + ")"
		}
		_, _ = fmt.Fprintf(w, "  %s_%s\t%s\n", Prefix, f.Tag.Get("envconfig"), line)
	}
	_ = w.Flush()
	return b.String() + "\nEach also as " + Prefix + "_…_FILE: the name of a file that holds the value.\n"
}
