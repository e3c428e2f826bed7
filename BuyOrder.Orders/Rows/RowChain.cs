using BuyOrder.Domain.Chain;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>Reads the chain's words from columns. They are written as their own texts.</summary>
internal static class RowChain
{
    /// <exception cref="InvalidDataException">The column holds no address.</exception>
    public static Address Address(RowValues row, string column) => Domain.Chain.Address.TryParse(row.Text(column), out var address)
        ? address
        : throw new InvalidDataException($"Column {column} holds no address.");

    /// <exception cref="InvalidDataException">The column holds no hash.</exception>
    public static Hash256 Hash(RowValues row, string column) => Hash256.TryParse(row.Text(column), out var hash)
        ? hash
        : throw new InvalidDataException($"Column {column} holds no hash.");
}
