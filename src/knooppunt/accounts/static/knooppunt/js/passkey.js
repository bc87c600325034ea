// Says in words what went wrong with a passkey. allauth only logs it.
// Browsers allow passkeys behind TLS and at localhost; where they do not exist the buttons disappear.
if (!window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("[data-passkey-only]")) form.hidden = true;
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.getElementById("berichten");
  const words = document.documentElement.lang === "en"
    ? "The passkey did not work, or you stopped. Try again, or use the code by mail."
    : "Het lukte niet met de passkey, of je stopte. Probeer het nog eens, of gebruik de code uit je mail.";
  if (!place) return;
  const notice = document.createElement("div");
  notice.className = "notice notice--warn";
  notice.innerHTML = "<div><p></p></div>";
  notice.querySelector("p").textContent = words;
  place.replaceChildren(notice);
});
