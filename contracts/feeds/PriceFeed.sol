// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A price feed as Chainlink's are, whose maker says what it answers
/// @notice Also one that says whether a rollup's sequencer is up: its answer is then 0 or 1, since `startedAt`.
contract PriceFeed {
    error NotMaker(address caller);
    error NoDataPresent();

    struct Round {
        uint80 roundId;
        int256 answer;
        uint256 startedAt;
        uint256 updatedAt;
        uint80 answeredInRound;
    }

    address public immutable maker = msg.sender;

    uint8 public decimals;

    /// @notice latestRoundData() reverts.
    bool public isEmpty;

    Round private latest;

    constructor(uint8 decimals_) {
        decimals = decimals_;
    }

    modifier onlyMaker() {
        if (msg.sender != maker) revert NotMaker(msg.sender);
        _;
    }

    function setDecimals(uint8 value) external onlyMaker {
        decimals = value;
    }

    function setEmpty(bool value) external onlyMaker {
        isEmpty = value;
    }

    function setRound(uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
        external
        onlyMaker
    {
        latest = Round(roundId, answer, startedAt, updatedAt, answeredInRound);
    }

    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        if (isEmpty) revert NoDataPresent();
        return (latest.roundId, latest.answer, latest.startedAt, latest.updatedAt, latest.answeredInRound);
    }
}
