// Says what happened, in words, in one polite live region; also what went wrong under way.
(() => {
  const ICON = { wrong: "M12 3 22 20H2Zm0 6v5m0 3v.01", plain: "M4 12.500 9.500 18 20 6.500" };

  function say(text, tone = "plain") {
    const region = document.getElementById("notices");
    if (!region || !text) return;
    const box = document.createElement("div");
    box.className = `notice ${tone}`;
    const words = document.createElement("div");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.setAttribute("aria-label", "Dismiss");
    close.textContent = "×";
    close.addEventListener("click", () => box.remove());
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    mark.setAttribute("viewBox", "0 0 24 24");
    mark.setAttribute("class", "icon");
    mark.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ICON[tone] || ICON.plain);
    mark.append(path);
    box.append(mark, words, close);
    region.append(box);
    if (tone !== "wrong") setTimeout(() => box.remove(), 8000);
  }

  document.addEventListener("samebook:notices", (event) => {
    for (const notice of event.detail.value || event.detail.notices || []) say(notice.text, notice.tone);
  });
  document.addEventListener("htmx:sendError", () => say("The server could not be reached. Nothing was changed.", "wrong"));
  document.addEventListener("htmx:timeout", () => say("The server took too long. Reload to see what was done.", "wrong"));
  document.addEventListener("htmx:responseError", (event) => {
    const header = event.detail.xhr.getResponseHeader("HX-Trigger") || "";
    if (!header.includes("samebook:notices")) say("That did not work. Reload the page and try again.", "wrong");
  });
  document.addEventListener("click", (event) => {
    const close = event.target.closest(".notices [data-dismiss]");
    if (close) close.closest(".notice").remove();
  });
})();
