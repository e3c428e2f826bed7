using System.Collections;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>
/// Decoded values in the order of their parameters, readable by position and by name. <see cref="AbiType"/> tells their types.
/// </summary>
public sealed class AbiValues : IReadOnlyList<object>
{
    private readonly object[] _values;

    internal AbiValues(AbiParameters parameters, object[] values)
    {
        Parameters = parameters;
        _values = values;
    }

    public AbiParameters Parameters { get; }

    public int Count => _values.Length;

    public object this[int index] => _values[index];

    /// <exception cref="InvalidCastException">The parameter has another type.</exception>
    public T Get<T>(int index) =>
        _values[index] is T value
            ? value
            : throw new InvalidCastException($"Parameter {index} is a {Parameters[index].Type}, which is no {typeof(T).Name}.");

    /// <exception cref="InvalidCastException">The parameter has another type.</exception>
    /// <exception cref="KeyNotFoundException">No parameter has this name.</exception>
    public T Get<T>(string name) => Get<T>(IndexOf(name));

    /// <summary>The elements of an array.</summary>
    /// <exception cref="InvalidCastException">The parameter is no array, or its elements have another type.</exception>
    public T[] GetArray<T>(int index) => Array.ConvertAll(Get<object[]>(index), element => (T)element);

    /// <inheritdoc cref="GetArray{T}(int)"/>
    /// <exception cref="KeyNotFoundException">No parameter has this name.</exception>
    public T[] GetArray<T>(string name) => GetArray<T>(IndexOf(name));

    public IEnumerator<object> GetEnumerator() => ((IEnumerable<object>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string name)
    {
        for (var i = 0; i < Parameters.Count; i++)
        {
            if (Parameters[i].Name.Length > 0 && Parameters[i].Name == name)
            {
                return i;
            }
        }

        throw new KeyNotFoundException($"No parameter is named {name}.");
    }
}
