<?php
/**
 * WP-CLI's progress bar. It prints nothing if the output is not a terminal.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

final class Progress {

	/** @var object WP-CLI returns one of two classes without a common interface. */
	private readonly object $bar;

	public function __construct( string $what, int $count ) {
		$this->bar = \WP_CLI\Utils\make_progress_bar( $what, $count );
	}

	public function tick( int $steps = 1 ): void {
		$this->bar->tick( $steps ); // @phpstan-ignore method.notFound
	}

	public function finish(): void {
		$this->bar->finish(); // @phpstan-ignore method.notFound
	}
}
