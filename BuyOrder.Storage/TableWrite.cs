namespace BuyOrder.Storage;

/// <summary>One operation of a batch, with its precondition.</summary>
internal abstract record TableWrite(string Key)
{
    /// <summary>Fails with <see cref="BatchFailure.AlreadyExists"/> when the row is there.</summary>
    internal sealed record Insert(string Key, RowValues Values) : TableWrite(Key);

    /// <summary>Replaces the whole row; fails with <see cref="BatchFailure.Changed"/> unless the row has exactly this ETag.</summary>
    internal sealed record Replace(string Key, RowValues Values, string ETag) : TableWrite(Key);

    /// <summary>Fails with <see cref="BatchFailure.Changed"/> unless the row has exactly this ETag.</summary>
    internal sealed record Delete(string Key, string ETag) : TableWrite(Key);
}
