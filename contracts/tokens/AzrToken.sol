// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Erc20} from "./Erc20.sol";

/// @notice The platform's token as the local chain knows it: the whole supply is the deployer's, holders may burn.
contract AzrToken is Erc20 {
    constructor(uint256 supply) Erc20("AZR", "AZR") {
        _mint(msg.sender, supply);
    }

    function burn(uint256 value) external {
        _burn(msg.sender, value);
    }
}
