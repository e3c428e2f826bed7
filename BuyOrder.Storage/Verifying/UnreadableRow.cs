namespace BuyOrder.Storage.Verifying;

/// <summary>Which exceptions of reading a row say that its values are none that the service writes.</summary>
internal static class UnreadableRow
{
    public static bool Caused(Exception exception) =>
        exception is InvalidDataException or FormatException or OverflowException or ArgumentException;
}
