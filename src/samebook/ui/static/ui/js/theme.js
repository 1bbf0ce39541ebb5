// The stored choice of light or dark: a cookie, so that the server sends the first page already right.
document.documentElement.classList.add("js");

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (!button) return;
  const choice = button.dataset.themeChoice;
  document.documentElement.dataset.theme = choice;
  const age = choice === "system" ? 0 : 60 * 60 * 24 * 400;
  document.cookie = `theme=${choice}; path=/; max-age=${age}; samesite=lax`;
  for (const other of button.parentElement.children) {
    other.setAttribute("aria-pressed", String(other === button));
  }
});
