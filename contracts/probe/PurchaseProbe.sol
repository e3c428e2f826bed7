// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

interface IErc20 {
    function allowance(address owner, address spender) external view returns (uint256);
    function balanceOf(address owner) external view returns (uint256);
}

/// @notice Makes a whole purchase in one call that is never sent, and tells what the recipient would really get.
/// @dev Never deployed: a node runs it in place of the wallet's code (eth_call with a state override, or eth_simulateV1), so that tokens
/// and market see the wallet. Compiled for an EVM without PUSH0 and MCOPY, because the chain it is asked on may be older than the compiler.
contract PurchaseProbe {
    error ApproveReturnedFalse();

    /// @return received What the recipient's balance of the token grew by, which events may misreport.
    function run(
        address stablecoin,
        address spender,
        uint256 spend,
        address token,
        address recipient,
        address market,
        bytes calldata swap
    ) external returns (uint256 received) {
        uint256 allowed = IErc20(stablecoin).allowance(address(this), spender);
        if (allowed != spend) {
            // Some tokens let an allowance change only from or to nothing.
            if (allowed != 0) _approve(stablecoin, spender, 0);
            _approve(stablecoin, spender, spend);
        }
        uint256 before = IErc20(token).balanceOf(recipient);
        _call(market, swap);
        uint256 afterwards = IErc20(token).balanceOf(recipient);
        received = afterwards > before ? afterwards - before : 0;
    }

    /// @dev A token may return nothing; one that returns false has refused.
    function _approve(address stablecoin, address spender, uint256 value) private {
        bytes memory returned = _call(stablecoin, abi.encodeWithSignature("approve(address,uint256)", spender, value));
        if (returned.length >= 32 && abi.decode(returned, (uint256)) == 0) revert ApproveReturnedFalse();
    }

    /// @dev Passes the reason of a revert on as it is.
    function _call(address target, bytes memory data) private returns (bytes memory returned) {
        bool succeeded;
        (succeeded, returned) = target.call(data);
        if (!succeeded) {
            assembly ("memory-safe") {
                revert(add(returned, 32), mload(returned))
            }
        }
    }
}
