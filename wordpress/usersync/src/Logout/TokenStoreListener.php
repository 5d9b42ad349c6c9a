<?php
/**
 * Extends the store of login tokens in use (WordPress' own or a plugin's) and reports ended logins to Logout.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Logout;

use UserSync\Plugin\Login\AliveCheck;
use UserSync\Plugin\Login\LoginData;
use UserSync\Plugin\Login\LoginIndex;

/** InnerTokens is an alias of the store in use (LogoutTriggers::use_listener). */
final class TokenStoreListener extends InnerTokens {

	/**
	 * Removes logins by their verifiers, without reporting them.
	 *
	 * @param list<string> $verifiers
	 * @return list<array<string, mixed>> the records of those that existed
	 */
	public function remove_sessions( array $verifiers ): array {
		$dropped = [];
		foreach ( array_unique( $verifiers ) as $verifier ) {
			$session = parent::get_session( $verifier );
			if ( is_array( $session ) ) {
				$dropped[] = $session;
				parent::update_session( $verifier, null );
			}
		}
		return $dropped;
	}

	/**
	 * @param list<string> $sids
	 * @return list<string> the verifiers of logins that have one of these sids
	 */
	public function verifiers_of_sids( array $sids ): array {
		$found = [];
		foreach ( parent::get_sessions() as $verifier => $session ) {
			if ( [] !== array_intersect( LoginData::of( $session )['sids'] ?? [], $sids ) ) {
				$found[] = (string) $verifier;
			}
		}
		return $found;
	}

	/**
	 * From time to time (AliveCheck), a token is valid only if its network session is alive.
	 *
	 * @param string $verifier
	 * @return array<string, mixed>|null
	 */
	protected function get_session( $verifier ) {
		$session = parent::get_session( $verifier );
		if ( ! is_array( $session ) ) {
			return null;
		}
		$note = LoginData::of( $session );
		if ( null === $note || [] === $note['sids'] || ! AliveCheck::is_due( $this->user_id, $verifier ) ) {
			return $session;
		}
		if ( ! LoginIndex::is_alive( $this->user_id, $verifier, $session ) ) {
			parent::update_session( $verifier, null );
			return null;
		}
		AliveCheck::mark_checked( $this->user_id, $verifier );
		return $session;
	}

	/**
	 * @param string                    $verifier
	 * @param array<string, mixed>|null $session
	 */
	protected function update_session( $verifier, $session = null ): void {
		$before = null === $session ? parent::get_session( $verifier ) : null;
		parent::update_session( $verifier, $session );
		if ( is_array( $before ) ) {
			Logout::on_logins_ended( $this->user_id, [ $before ] );
		}
	}

	/** @param string $verifier */
	protected function destroy_other_sessions( $verifier ): void {
		$before = parent::get_sessions();
		parent::destroy_other_sessions( $verifier );
		unset( $before[ $verifier ] );
		Logout::on_logins_ended( $this->user_id, $before );
	}

	protected function destroy_all_sessions(): void {
		$before = parent::get_sessions();
		parent::destroy_all_sessions();
		Logout::on_all_logins_ended( $this->user_id, $before );
	}
}
