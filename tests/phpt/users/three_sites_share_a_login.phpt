--TEST--
Three sites share a login: at the hub, on to two members, seen in the lists, ended everywhere from one of them, nothing replayed
--EXTENSIONS--
usersync
--INI--
session.save_handler=usersync
session.use_cookies=0
session.cache_limiter=
--FILE--
<?php
require __DIR__ . '/../../../docs/examples/three-sites.php';
?>
--EXPECT--
Ada types her password at the hub
  the hub knows her: ada
She visits the shop, then the forum
  back at /cart of https://shop.example: ada of https://hub.example is customer-17 here
  back at /cart of https://forum.example/talk: ada of https://hub.example is lovelace here
  the shop knows her: customer-17, the forum: lovelace
She looks where she is logged in
  https://hub.example: Browser at 192.0.2.7, this one
  https://shop.example: Browser at 192.0.2.7, this one
  https://forum.example/talk: Browser at 192.0.2.7, this one
Somebody who saw the token tries it again, even with her cookie
  Replayed
At the shop, she logs out everywhere
  the shop ends 1 login(s) of its own and tells https://hub.example/?usersync=logout
  https://hub.example ends 1 login(s) of ada
  https://shop.example ends 0 login(s) of customer-17
  https://forum.example/talk ends 1 login(s) of lovelace
  https://hub.example knows nobody
  https://shop.example knows nobody
  https://forum.example/talk knows nobody
The same logout once more, and the token that was under way
  https://hub.example ends 0 login(s) of nobody
  LoggedOut
What the forum remembers
  logout, https://hub.example
  sync, https://forum.example/talk
