using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Tests.Domain.Orders;

/// <summary>Ids and pins that are stored, shown and searched for: changing one would cut old rows and readers off.</summary>
public sealed class OrderWordsTests
{
    [Theory]
    [InlineData("by-hand_1.A", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a\n", false)]
    [InlineData(null, false)]
    public void Key_names_an_order_only_when_it_is_plain(string? key, bool isKey)
    {
        Assert.Equal(isKey, OrderIds.IsKey(key));
        Assert.Equal(isKey, OrderIds.IsOrderId("m-" + key));
        if (isKey)
            Assert.Equal("m-" + key, OrderIds.ForKey(key!));
        else
            Assert.Throws<ArgumentException>(() => OrderIds.ForKey(key!));
    }

    [Theory]
    [InlineData("s-20261122T0200", true)]
    [InlineData("s-20261122T020000", true)]
    [InlineData("s-2026", false)]
    [InlineData("x-1", false)]
    [InlineData(null, false)]
    public void Order_id_is_that_of_a_slot_or_of_a_key(string? id, bool isOrderId) => Assert.Equal(isOrderId, OrderIds.IsOrderId(id));

    [Fact]
    public void Keys_are_64_characters_at_the_most()
    {
        Assert.True(OrderIds.IsKey(new string('k', 64)));
        Assert.False(OrderIds.IsKey(new string('k', 65)));
    }

    [Fact]
    public void Contracts_whose_code_differs_are_named_once_each()
    {
        var pinned = ContractCode.Write([Pin(2, "0x2"), Pin(1, "0x1"), Pin(1, "0x1")]);

        Assert.Equal($"{Filled(1)}=0x1 {Filled(2)}=0x2", pinned);
        Assert.Empty(ContractCode.Differences(pinned, ContractCode.Write([Pin(1, "0x1"), Pin(2, "0x2")])));
        Assert.Equal([$"{Filled(1)}", $"{Filled(2)}"], ContractCode.Differences(pinned, ContractCode.Write([Pin(2, "0x3"), Pin(3, "0x4")])));
    }

    [Fact]
    public void Contract_or_mark_that_was_never_pinned_is_an_addition_and_no_difference()
    {
        var pinned = $"{Filled(1)}#kind=0 {Filled(1)}=0x1";
        var seen = ContractCode.Write([Pin(1, "0", "kind"), Pin(1, "0x1"), Pin(1, "0x5", "other"), Pin(2, "0x2")]);

        Assert.Empty(ContractCode.Differences(pinned, seen));
        Assert.Equal([$"{Filled(1)}#other=0x5", $"{Filled(2)}=0x2"], ContractCode.Additions(pinned, seen));
        Assert.Equal([$"{Filled(1)}"], ContractCode.Differences($"{Filled(1)}#kind=0x9 {Filled(1)}=0x1", seen));
    }

    [Fact]
    public void Pin_is_found_by_address_and_kind()
    {
        var text = ContractCode.Write([Pin(1, "0x1"), Pin(1, "0", "kind"), Pin(2, "0x2")]);

        Assert.Equal("0", ContractCode.Find(text, Filled(1), "kind"));
        Assert.Null(ContractCode.Find(text, Filled(1), "kin"));
        Assert.Null(ContractCode.Find(text, Filled(2), "kind"));
        Assert.Null(ContractCode.Find("", Filled(1), "kind"));
    }

    [Fact]
    public void Key_that_names_nothing_is_refused_with_what_it_must_be()
    {
        Assert.Equal("w-a", OrderIds.ForTask("a"));
        Assert.All([() => OrderIds.ForKey("a b"), () => OrderIds.ForTask("a b")], (Func<string> name) =>
            Assert.Equal("An idempotency key is [A-Za-z0-9._-]{1,64}. (Parameter 'key')", Assert.Throws<ArgumentException>(name).Message));
    }

    private static ContractPin Pin(byte address, string value, string? kind = null) => new(Filled(address), kind, value);

    private static Address Filled(byte value) => new([.. Enumerable.Repeat(value, Address.Size)]);
}
