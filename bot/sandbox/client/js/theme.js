// Light, dark, or as the machine says; remembered on this machine.

const THEMES = ['system', 'light', 'dark'];

// theme is the one chosen.
export function theme() {
  try {
    const chosen = localStorage.getItem('theme');
    return THEMES.includes(chosen) ? chosen : 'system';
  } catch {
    return 'system'; // a page that may not store follows the machine
  }
}

// setTheme changes it, and keeps it where the browser lets one keep things.
export function setTheme(name) {
  try {
    localStorage.setItem('theme', name);
  } catch {
    // shown now, forgotten with the page
  }
  apply(name);
}

function apply(name) {
  if (name === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
}

apply(theme());
window.addEventListener('storage', (event) => { if (event.key === 'theme') apply(theme()); });
