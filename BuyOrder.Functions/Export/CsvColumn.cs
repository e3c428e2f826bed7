namespace BuyOrder.Functions.Export;

/// <summary>One column of a CSV file: its name in the header, and how its value is written.</summary>
internal sealed record CsvColumn<T>(string Name, Action<CsvWriter, T> Write);
