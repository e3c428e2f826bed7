using System.Globalization;
using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Market;

namespace BuyOrder.Storage;

/// <summary>How rows write what a table has no type for: big integers, prices and enumerations as text.</summary>
internal static class RowText
{
    /// <summary>Every row says which layout it has, so that newer code can still read it.</summary>
    public const int Schema = 1;

    public static string Of(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    public static BigInteger BigInteger(this RowValues row, string name) =>
        System.Numerics.BigInteger.Parse(row.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public static Price Price(this RowValues row, string name) =>
        Domain.Market.Price.TryParse(row.Text(name), out var price) ? price : throw new InvalidDataException($"Property {name} is not a price.");

    public static ReasonCode? ReasonOrNull(this RowValues row, string name) => row.TextOrNull(name) is { } code ? new ReasonCode(code) : null;

    public static T Name<T>(this RowValues row, string name)
        where T : struct, Enum =>
        Enum.TryParse<T>(row.Text(name), out var value) ? value : throw new InvalidDataException($"Property {name} is not a {typeof(T).Name}.");

    public static void RequireSchema(this RowValues row, string what, int newest = Schema)
    {
        if (row.Int32("schema") > newest)
            throw new InvalidDataException($"{what} has schema {row.Int32("schema")}; this version reads up to {newest}.");
    }
}
