using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace BuyOrder.Testing;

/// <summary>What a test double insists on; a failed check throws <see cref="CheckException"/>, which every test framework reports.</summary>
internal static class Check
{
    public static void True([DoesNotReturnIf(false)] bool condition, [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        if (!condition)
            throw new CheckException($"Not true: {text}");
    }

    public static void Null(object? value, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        if (value is not null)
            throw new CheckException($"{text} is not null but {value}");
    }

    /// <summary>Lists are equal if their items are, one by one.</summary>
    public static void Equal<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string text = "")
    {
        if (!AreEqual(expected, actual))
            throw new CheckException($"{text} is {Shown(actual)}, not {Shown(expected)}");
    }

    public static void NotEqual<T>(T unwanted, T actual, [CallerArgumentExpression(nameof(actual))] string text = "")
    {
        if (EqualityComparer<T>.Default.Equals(unwanted, actual))
            throw new CheckException($"{text} is {actual}");
    }

    public static void All<T>(IEnumerable<T> items, Action<T> check)
    {
        foreach (var item in items)
            check(item);
    }

    public static T Single<T>(IEnumerable<T> items, [CallerArgumentExpression(nameof(items))] string text = "")
    {
        var found = items.ToList();
        return found is [var only] ? only : throw new CheckException($"{text} has {found.Count} items, not one");
    }

    private static bool AreEqual(object? expected, object? actual) => (expected, actual) switch
    {
        (string, _) or (_, string) => Equals(expected, actual),
        (IEnumerable wanted, IEnumerable found) => AreItemsEqual([.. wanted.Cast<object?>()], [.. found.Cast<object?>()]),
        _ => Equals(expected, actual),
    };

    private static bool AreItemsEqual(List<object?> wanted, List<object?> found) =>
        wanted.Count == found.Count && wanted.Zip(found).All(pair => AreEqual(pair.First, pair.Second));

    private static string Shown(object? value) =>
        value is IEnumerable items and not string ? $"[{string.Join(", ", items.Cast<object?>().Select(Shown))}]" : $"{value}";
}

internal sealed class CheckException(string message) : Exception(message);
