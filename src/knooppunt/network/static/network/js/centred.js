// What is larger than its frame begins with its middle in sight; there is no way to say so without script.
for (const frame of document.querySelectorAll("[data-centred]")) {
  frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
  frame.scrollTop = (frame.scrollHeight - frame.clientHeight) / 2;
}
