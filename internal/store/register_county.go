package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// County is what papers and pages say of the county and its standing committee (县情).
type County struct {
	Name               string // 示例县
	Committee          string // 示例县人民代表大会常务委员会
	PersonnelCommittee string // 选举任免联络工作委员会, whose clerks run the procedure
	Telephone          string
	Address            string
	Postcode           string
	DocumentWord       string // 发文机关代字: 示例人发
	ICP                string // ICP 备案号
	PoliceRecord       string // 公安备案号
	SiteCode           string // 网站标识码
}

// Short is the committee's usual short name: 示例县人大常委会.
func (c County) Short() string {
	return strings.NewReplacer("人民代表大会", "人大", "常务委员会", "常委会").Replace(c.Committee)
}

// Congress is the full name of the people's congress: 示例县人民代表大会.
func (c County) Congress() string { return strings.TrimSuffix(c.Committee, "常务委员会") }

func (c *County) fields() map[string]*string {
	return map[string]*string{
		"county": &c.Name, "committee": &c.Committee, "personnel_committee": &c.PersonnelCommittee,
		"telephone": &c.Telephone, "address": &c.Address, "postcode": &c.Postcode, "document_word": &c.DocumentWord,
		"icp": &c.ICP, "police_record": &c.PoliceRecord, "site_code": &c.SiteCode,
	}
}

// County returns the county's particulars; until they are set, words that fit any county.
func (r reads) County(ctx context.Context) (County, error) {
	c := County{Name: "本县", Committee: "县人民代表大会常务委员会", PersonnelCommittee: "选举任免联络工作委员会"}
	fields := c.fields()
	rows, err := r.q.Query(ctx, `SELECT key, value FROM setting`)
	if err != nil {
		return County{}, fmt.Errorf("county: %w", err)
	}
	var key, value string
	_, err = pgx.ForEachRow(rows, []any{&key, &value}, func() error {
		if f := fields[key]; f != nil {
			*f = value
		}
		return nil
	})
	if err != nil {
		return County{}, fmt.Errorf("county: %w", err)
	}
	return c, nil
}

// SaveCounty replaces the county's particulars.
func (tx *Tx) SaveCounty(ctx context.Context, c County) error {
	values := map[string]string{}
	for key, f := range c.fields() {
		values[key] = *f
	}
	return tx.saveSettings(ctx, values)
}
