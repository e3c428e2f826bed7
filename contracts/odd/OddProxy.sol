// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

interface IBeacon {
    function implementation() external view returns (address);
}

/// @notice Where a beacon's proxies find their code: https://eips.ethereum.org/EIPS/eip-1967
contract OddBeacon is IBeacon {
    address public implementation;

    function setImplementation(address next) external {
        implementation = next;
    }
}

/// @notice Runs the code that one of the usual slots of proxies names, whichever is set.
contract OddProxy {
    bytes32 private constant IMPLEMENTATION = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);
    bytes32 private constant BEACON = bytes32(uint256(keccak256("eip1967.proxy.beacon")) - 1);
    bytes32 private constant PROXIABLE = keccak256("PROXIABLE");
    bytes32 private constant ZEPPELIN = keccak256("org.zeppelinos.proxy.implementation");

    fallback() external payable {
        address target = _at(IMPLEMENTATION);
        if (target == address(0)) target = _at(PROXIABLE);
        if (target == address(0)) target = _at(ZEPPELIN);
        if (target == address(0)) target = IBeacon(_at(BEACON)).implementation();
        assembly {
            calldatacopy(0, 0, calldatasize())
            let succeeded := delegatecall(gas(), target, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(succeeded) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }

    function _at(bytes32 slot) private view returns (address value) {
        assembly {
            value := sload(slot)
        }
    }
}
