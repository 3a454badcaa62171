/**
 * The script inside a sealed file. It runs from a saved page, years from now perhaps: plain old JavaScript, no modules,
 * nothing fetched. The decrypted message goes into a frame that runs nothing.
 */
export const SEALED_READER = `(function () {
  'use strict';
  var at = function (id) { return document.getElementById(id); };
  var held = JSON.parse(at('data').textContent);
  var bytes = function (base64) {
    return Uint8Array.from(atob(base64), function (one) { return one.charCodeAt(0); });
  };
  at('ask').addEventListener('submit', function (event) {
    event.preventDefault();
    at('problem').hidden = true;
    var typed = new TextEncoder().encode(at('passphrase').value.normalize('NFC'));
    crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveKey']).then(function (base) {
      return crypto.subtle.deriveKey(
        { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(held.salt), iterations: held.rounds },
        base, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
    }).then(function (key) {
      return crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes(held.nonce) }, key, bytes(held.sealed));
    }).then(function (plain) {
      show(JSON.parse(new TextDecoder().decode(plain)));
    }, function () {
      at('problem').hidden = false;
      at('passphrase').focus();
    });
  });
  function show(message) {
    at('ask').hidden = true;
    at('passphrase').value = '';
    document.title = message.subject;
    at('title').textContent = message.subject;
    at('from').textContent = message.from;
    at('sent').textContent = message.sent;
    at('text').textContent = message.text;
    var frame = at('frame');
    frame.addEventListener('load', function () {
      frame.style.height = frame.contentDocument.documentElement.scrollHeight + 'px';
    });
    frame.srcdoc = message.html;
    message.files.forEach(function (file) {
      var link = document.createElement('a');
      link.textContent = file.name;
      link.download = file.name;
      link.href = URL.createObjectURL(new Blob([bytes(file.base64)], { type: 'application/octet-stream' }));
      var item = document.createElement('li');
      item.appendChild(link);
      at('list').appendChild(item);
      at('files').hidden = false;
    });
    at('message').hidden = false;
    at('title').tabIndex = -1;
    at('title').focus();
  }
})();`;
