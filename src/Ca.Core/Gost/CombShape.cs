namespace Ca.Core.Gost;

/// <summary>How a number is cut for a table of multiples: into columns of so many digits of so many bits, the lowest column first.</summary>
/// <remarks>The table has points of its own for each column. Between the digits of a column the sum is doubled, all columns at once.</remarks>
readonly record struct CombShape(int Columns, int Digits, int Width)
{
    /// <summary>Points of a column in the table.</summary>
    public int Entries => 1 << (Width - 1);

    /// <summary>No doublings: 44 or 88 additions, or 11 or 22 of four points side by side, from a table of 110 to 660 KiB a curve.</summary>
    public static CombShape OfBasePoint(int bits) => new(Columns: bits / 64 * 11, Digits: 1, Width: 6);

    /// <summary>A table of 10 to 30 KiB a key, which is made in the time of some verifications.</summary>
    public static CombShape OfKey(int bits) => new(Columns: 16, Digits: bits / 64, Width: 4);
}
