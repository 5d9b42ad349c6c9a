<?php
return function (string $directory): void {
    ini_set('session.save_handler', 'files');
    ini_set('session.save_path', $directory);
};
