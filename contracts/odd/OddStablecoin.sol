// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Erc20} from "../tokens/Erc20.sol";

/// @notice A stablecoin for tests with the oddities that real ones have; its issuer switches them on and off.
/// @dev The issuer is part of the code, so that it is the same behind a proxy.
contract OddStablecoin is Erc20 {
    error NotIssuer(address caller);
    error Paused();
    error Blacklisted(address account);

    address public immutable issuer = msg.sender;

    /// @notice approve() reverts unless the old or the new value is 0, as USDT's does.
    bool public needsZeroFirst;

    /// @notice approve() returns nothing at all, as USDT's does.
    bool public isSilent;

    /// @notice approve() succeeds and changes nothing.
    bool public ignoresApprovals;

    /// @notice approve() succeeds and changes nothing for accounts without code.
    bool public ignoresPlainAccounts;

    /// @notice approve() and transferFrom() do nothing and return false.
    bool public returnsFalse;

    bool public isPaused;
    mapping(address account => bool) public isBlacklisted;

    constructor() Erc20("Odd Rand", "ODD") {}

    modifier onlyIssuer() {
        if (msg.sender != issuer) revert NotIssuer(msg.sender);
        _;
    }

    function mint(address to, uint256 value) external onlyIssuer {
        _mint(to, value);
    }

    function setNeedsZeroFirst(bool value) external onlyIssuer {
        needsZeroFirst = value;
    }

    function setSilent(bool value) external onlyIssuer {
        isSilent = value;
    }

    function setIgnoresApprovals(bool value) external onlyIssuer {
        ignoresApprovals = value;
    }

    function setIgnoresPlainAccounts(bool value) external onlyIssuer {
        ignoresPlainAccounts = value;
    }

    function setReturnsFalse(bool value) external onlyIssuer {
        returnsFalse = value;
    }

    function setPaused(bool value) external onlyIssuer {
        isPaused = value;
    }

    function setBlacklisted(address account, bool value) external onlyIssuer {
        isBlacklisted[account] = value;
    }

    function approve(address spender, uint256 value) public override returns (bool) {
        if (returnsFalse) return false;
        require(!needsZeroFirst || value == 0 || allowance[msg.sender][spender] == 0, "approve from non-zero to non-zero allowance");
        if (!ignoresApprovals && !(ignoresPlainAccounts && msg.sender.code.length == 0)) super.approve(spender, value);
        if (isSilent) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        return true;
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        return returnsFalse ? false : super.transferFrom(from, to, value);
    }

    function _move(address from, address to, uint256 value) internal override {
        if (isPaused) revert Paused();
        if (isBlacklisted[from]) revert Blacklisted(from);
        super._move(from, to, value);
    }
}
