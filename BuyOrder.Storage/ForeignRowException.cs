namespace BuyOrder.Storage;

/// <summary>A stored row has a property of a type that we never write: it was written by another program.</summary>
internal sealed class ForeignRowException(string partition, string key, string property, string type)
    : FormatException($"Property {property} of row {key} in partition {partition} is a {type}; we never write that.")
{
    public string Partition { get; } = partition;

    public string Key { get; } = key;

    public string Property { get; } = property;

    public string Type { get; } = type;
}
