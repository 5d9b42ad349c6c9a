--TEST--
An email address is normalized or refused
--EXTENSIONS--
usersync
--FILE--
<?php
foreach ([' Jane.Doe+x@B.Example ', "o'hara@xn--bcher-kva.example", 'a', 'a@b', '"a"@b.example', "a@b.example\nBcc: c@d.example", 'a@bücher.example', "a\0@b.example",
          'a@[192.0.2.7]', 'a@192.0.2.7', str_repeat('a', 65) . '@b.example'] as $email) {
    echo json_encode(usersync_email_normalize($email)), "\n";
}
?>
--EXPECT--
"Jane.Doe+x@b.example"
"o'hara@xn--bcher-kva.example"
false
false
false
false
false
false
false
false
false
