// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Erc20} from "../tokens/Erc20.sol";

/// @notice A token to be bought in tests with the oddities that real ones have; its maker switches them on and off.
contract OddToken is Erc20 {
    error NotMaker(address caller);
    error Paused();

    address public immutable maker = msg.sender;

    /// @notice Ten-thousandths that every transfer keeps.
    uint256 public feeBps;

    /// @notice Gets the fee by an event of its own; with none the fee is gone and the one event tells what arrived.
    address public collector;

    /// @notice Ten-thousandths that arrive less than the event says.
    uint256 public shortBps;

    /// @notice The shortage is only for this account; for all when it is the zero address.
    address public shortFor;

    /// @notice Gas that every transfer burns on top, unless nothing is to be paid for it.
    uint256 public burnsGas;

    bool public isPaused;
    uint256 private burnt;

    constructor(uint256 supply) Erc20("Odd token", "ODT") {
        _mint(msg.sender, supply);
    }

    modifier onlyMaker() {
        if (msg.sender != maker) revert NotMaker(msg.sender);
        _;
    }

    function setFee(uint256 bps, address to) external onlyMaker {
        (feeBps, collector) = (bps, to);
    }

    function setShort(uint256 bps, address account) external onlyMaker {
        (shortBps, shortFor) = (bps, account);
    }

    function setBurnsGas(uint256 gas) external onlyMaker {
        burnsGas = gas;
    }

    function setPaused(bool value) external onlyMaker {
        isPaused = value;
    }

    function _move(address from, address to, uint256 value) internal override {
        if (isPaused) revert Paused();
        uint256 start = gasleft();
        while (start - gasleft() < burnsGas) burnt++;
        uint256 fee = msg.sender == maker ? 0 : (value * feeBps) / 10_000;
        uint256 short = msg.sender == maker || (shortFor != address(0) && shortFor != to) ? 0 : ((value - fee) * shortBps) / 10_000;
        super._move(from, to, value - fee);
        if (fee > 0) {
            if (collector == address(0)) _debit(from, fee);
            else super._move(from, collector, fee);
        }
        if (short > 0) _debit(to, short);
    }
}
