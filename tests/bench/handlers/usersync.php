<?php
// Locked, and sealed with the keyring that the command line names; the address is a store's.
return function (string $store): void {
    ini_set('session.save_handler', 'usersync');
    ini_set('session.save_path', $store);
};
