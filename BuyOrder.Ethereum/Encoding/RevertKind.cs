namespace BuyOrder.Ethereum.Encoding;

/// <summary>How a contract said why it reverted.</summary>
public enum RevertKind
{
    /// <summary>Data that begins with no known selector, or that its selector does not fit.</summary>
    Unrecognised = 0,

    /// <summary>No data at all: a bare revert, a failed assertion of old compilers, or out of gas.</summary>
    Empty,

    /// <summary><c>Error(string)</c>, from require and revert with a message.</summary>
    Message,

    /// <summary><c>Panic(uint256)</c>, from checks that the compiler inserts.</summary>
    Panic,

    /// <summary>A custom error that the caller named.</summary>
    Custom,
}
