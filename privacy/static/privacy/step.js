// The further step of the intake: finds a number with which the hash of the step begins with zeros, and sends the form.
// It reads and stores nothing; without it a person waits instead.

const encoder = new TextEncoder();

async function isFound(text, bits) {
  const digest = new DataView(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
  return digest.getUint32(0) >>> (32 - bits) === 0;
}

async function work(form) {
  const bits = Number(form.dataset.stepBits);
  const step = form.elements.step.value;
  form.querySelector("[data-step-wait]").hidden = true;
  form.querySelector("[data-step-works]").hidden = false;
  const first = Math.floor(Math.random() * 1e9);
  for (let number = first; ; number += 1) {
    if (await isFound(`${step}:${number}`, bits)) {
      form.elements.work.value = String(number);
      form.submit();
      return;
    }
  }
}

for (const form of document.querySelectorAll("form[data-step-bits]")) {
  // Hashes need a secure context.
  if (globalThis.crypto?.subtle) work(form);
}
