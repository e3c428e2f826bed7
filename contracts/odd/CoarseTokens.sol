// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A plain ERC-20 with few decimals: https://eips.ethereum.org/EIPS/eip-20
abstract contract CoarseErc20 {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    uint256 public totalSupply;
    mapping(address account => uint256) public balanceOf;
    mapping(address account => mapping(address spender => uint256)) public allowance;

    function decimals() external pure virtual returns (uint8);

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _move(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        allowance[from][msg.sender] -= value;
        _move(from, to, value);
        return true;
    }

    function _mint(address to, uint256 value) internal {
        totalSupply += value;
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function _move(address from, address to, uint256 value) private {
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }
}

/// @notice A token to be bought, with eight decimals.
contract CoarseToken is CoarseErc20 {
    constructor(uint256 supply) {
        _mint(msg.sender, supply);
    }

    function decimals() external pure override returns (uint8) {
        return 8;
    }
}

/// @notice A Rand with six decimals; its deployer is its issuer.
contract CoarseStablecoin is CoarseErc20 {
    error NotIssuer(address caller);

    address private immutable issuer = msg.sender;

    function mint(address to, uint256 value) external {
        if (msg.sender != issuer) revert NotIssuer(msg.sender);
        _mint(to, value);
    }

    function decimals() external pure override returns (uint8) {
        return 6;
    }
}
