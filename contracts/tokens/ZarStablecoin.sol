// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Erc20} from "./Erc20.sol";

/// @notice A Rand on the local chain; its deployer is its issuer.
contract ZarStablecoin is Erc20 {
    error NotIssuer(address caller);

    address public immutable issuer = msg.sender;

    constructor() Erc20("South African Rand", "ZAR") {}

    function mint(address to, uint256 value) external {
        if (msg.sender != issuer) revert NotIssuer(msg.sender);
        _mint(to, value);
    }
}
